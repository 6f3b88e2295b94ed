"""What the model wrote -> segments in order, subtitles, documents."""
