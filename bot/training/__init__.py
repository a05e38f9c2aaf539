"""Training: thirty invented tickets, feedback by rule, and who may take a real one."""
