"""The allowed audio formats, as FFmpeg and as messages name them."""

# FFmpeg's names; "mov" is mp4, m4a and mov, "matroska" is also webm, "aac" is ADTS
ALLOWED_DEMUXERS = ("wav", "mp3", "mov", "flac", "ogg", "matroska", "aac")
SEND = "send wav, mp3, m4a, flac, ogg, webm or aac."
ACCEPTED = "wav, mp3, m4a/mp4/mov, flac, ogg, webm/mkv or aac (ADTS), recognised by content"
