"""The process is killed, and nothing is lost or done twice."""
