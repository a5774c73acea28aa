"""Who is talking and what was said: the log is the only truth, the router decides who speaks."""
