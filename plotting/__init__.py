"""What every plot of a page shares."""
