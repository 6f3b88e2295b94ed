"""Speech to text: an audio file in, segments and subtitles out. `python -m fast_transcribe --help`.

As a library (set OPENBLAS_NUM_THREADS=1 first: BLAS threads only take the cores from the model):

    from pathlib import Path
    from fast_transcribe.audio.decoder_process import Decoder
    from fast_transcribe.audio.options import DecodeOptions
    from fast_transcribe.engine import load_engine
    from fast_transcribe.transcript.segments import Segment
    from fast_transcribe.transcription import Order, Transcription
    from fast_transcribe.whisper.model import ModelOptions

    engine = load_engine(ModelOptions(Path("kb-whisper-small")), batch_size=None)
    with Decoder(standard_input=False) as decoder:
        audio = decoder.open("interview.mp3", DecodeOptions(max_seconds=3600.0))
        for item in Transcription(engine, audio, Order("sv")):
            if isinstance(item, Segment):
                print(item.start, item.text)
"""

__version__ = "0.1.0"
