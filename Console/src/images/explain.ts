/** What to do about a failure; the whole table is docs/errors.md. */
const explanations: Readonly<Record<string, string>> = {
  "image-corrupt": "The file is damaged or cut off. Open it in another program to see whether it is whole.",
  "content-type-mismatch": "It is an image, but of another type than its name says.",
  "format-unsupported": "The content is none of the formats that are taken: JPEG, PNG, GIF, WebP, BMP.",
  "content-type-not-allowed": "Only JPEG, PNG, GIF, WebP and BMP are taken.",
  "image-too-large": "More bytes or pixels than the limits allow.",
  "too-many-frames": "The animation has more frames than the limits allow.",
  "image-empty": "The file has no content.",
  "length-invalid": "The file is empty or larger than one upload may be.",
  "upload-expired": "The upload was not finished in time. Send the file again.",
  "upload-too-long": "More bytes came than were announced.",
  "upload-too-short": "Fewer bytes came than were announced.",
  "attempts-exhausted": "Every attempt failed. The image is kept for a replay by an operator.",
  "processing-timeout": "The work took longer than one image may.",
  "processing-memory": "The work took more memory than one image may.",
  "processing-crash": "The file brought its decoder down twice, each time in a process of its own.",
  "too-many-uploads": "Too many uploads are under way. Wait for some to finish.",
  "preset-unknown": "That preset is configured no more. Reload the page.",
};

export function explain(code: string): string | undefined {
  return explanations[code];
}
