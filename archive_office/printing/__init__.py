"""Official forms on paper: fonts, layout and marks shared by every printed form."""
