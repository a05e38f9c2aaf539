"""What administrators keep: offices, officers, answers, rules, how long matters are kept; no word of a person."""
