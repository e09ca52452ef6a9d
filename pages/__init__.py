"""What a family sees. The only package that imports Gradio."""
