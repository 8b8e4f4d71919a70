"""Training corpora: parsed corpus text in, spaCy `Doc` and `Example` out. Nothing here reads a disk."""
