# Makes blazeface.json: what OpenCV's own network runtime (python3-opencv 4.6.0 of Debian 12) answers for generated pictures.
# Run once: python3 make-blazeface.py FOLDER-OF-MODELS > blazeface.json
# The pictures are a formula over integers, so that the test makes the same bytes (GoldenPicture.cs). Every 37th number is kept.
import json
import sys

import cv2
import numpy

STEP = 37


def picture(seed, side):
    y, x = numpy.mgrid[0:side, 0:side].astype(numpy.int64)
    bands = [((x * (seed + 1) >> 1) + (y * (9 - seed) >> 1) + 60 * band + (x * 7 + y * 13 + x * y * seed) % 31) % 256 for band in range(3)]
    return numpy.stack(bands, axis=-1).astype(numpy.float32)


def answers(model, side):
    network = cv2.dnn.readNetFromONNX(f'{sys.argv[1]}/{model}/{model}.onnx')
    names = ['Identity:0', 'Identity_1:0', 'Identity_2:0', 'Identity_3:0']
    for seed in range(1, 5):
        network.setInput(((picture(seed, side) - 127.5) / 127.5)[numpy.newaxis])
        outputs = [output.reshape(-1) for output in network.forward(names)]
        yield {'model': model, 'seed': seed, 'outputs': [[float(number) for number in output[::STEP]] for output in outputs]}


pictures = [*answers('blazeface-near', 128), *answers('blazeface-far', 256)]
print(json.dumps({'madeWith': f'OpenCV {cv2.__version__}, dnn', 'step': STEP, 'pictures': pictures}))
