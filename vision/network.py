"""Networks of ours in ONNX, as OpenCV runs them; each is for one thread."""

import cv2
import numpy as np


def network(onnx: bytes, name: str) -> cv2.dnn.Net:
    """Take a network as ONNX; `name` says in errors which one it is.

    Raises:
        ValueError: OpenCV cannot use it; the file of the weights is wrong.
    """
    try:
        return cv2.dnn.readNetFromONNX(np.frombuffer(onnx, np.uint8))
    except cv2.error as error:
        raise ValueError(f"the {name} model cannot be used: {error}") from error
