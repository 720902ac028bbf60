"""What is asked: whose future (grain), what (target), how long (horizon), of whom (population), and when (cutoffs)."""
