"""Measure the answers: questions with what a right answer must hold, scores, a table."""
