// Makes nsfw.json: what TensorFlow.js itself answers for eight generated pictures. Run once, where the two packages are installed:
//   npm install @tensorflow/tfjs@4.22.0 && npm pack nsfwjs@4.3.0 && tar xzf nsfwjs-4.3.0.tgz && node make-nsfw.mjs > nsfw.json
// The pictures are a formula over integers, so that the test makes the same bytes (GoldenPicture.cs).
import * as tf from '@tensorflow/tfjs';
import { createRequire } from 'node:module';

const side = 224;
const require = createRequire(import.meta.url);
const parts = './package/dist/models/mobilenet_v2';
const { modelTopology, weightsManifest } = require(`${parts}/model.min.js`);
const weights = Buffer.from(require(`${parts}/group1-shard1of1.min.js`), 'base64');

const model = await tf.loadLayersModel(tf.io.fromMemory({
  modelTopology,
  weightSpecs: weightsManifest.flatMap(group => group.weights),
  weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length),
}));

function picture(seed) {
  const bytes = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let band = 0; band < 3; band++) {
        const wave = (x * (seed + 1) >> 1) + (y * (9 - seed) >> 1) + 60 * band;
        const grain = (x * 7 + y * 13 + x * y * seed) % 31;
        bytes[3 * (y * side + x) + band] = (wave + grain) % 256;
      }
    }
  }

  return bytes;
}

const pictures = [];
for (let seed = 1; seed <= 8; seed++) {
  const input = tf.tensor4d(Float32Array.from(picture(seed), value => value / 255), [1, side, side, 3]);
  pictures.push({ seed, answer: Array.from(model.predict(input).dataSync()) });
}

console.log(JSON.stringify({ madeWith: `@tensorflow/tfjs ${tf.version.tfjs}, backend ${tf.getBackend()}`, pictures }, null, 2));
