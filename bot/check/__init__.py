"""The static proofs over every flow, scene, language and channel."""
