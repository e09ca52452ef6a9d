"""From a folder of documents to a searchable index: load, split, embed, index."""
