"""The staff pages at /review: what families asked, whether it was answered right, and what is done."""
