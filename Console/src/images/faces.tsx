import type { Findings, Result } from "./contract";

type Faces = NonNullable<NonNullable<Findings["faces"]>["faces"]>;

/** Widths and heights are whole pixels, so the same picture in another size has nearly the same shape. */
const shapeToleranceShare = 0.02;

/** Greatest height of the picture. */
const shownRem = 24;

interface FacesProps {
  readonly faces: Faces;
  readonly of: Result;
  readonly name: string;
  /** The file itself, where this page has it. */
  readonly preview: string | undefined;
}

/** The faces framed in the whole picture: boxes are shares of the source, so a derivative that was cut would show them elsewhere. */
export function FacesView({ faces, of, name, preview }: FacesProps) {
  const picture = largestWhole(of)?.url ?? preview;
  const shape = of.source.width / of.source.height;
  return (
    <section>
      <h3>{faces.length === 0 ? "No faces" : faces.length === 1 ? "One face" : `${faces.length} faces`}</h3>
      {faces.length > 0 && (
        <div class={`faces-picture ${picture === undefined ? "is-blank" : ""}`} style={{ aspectRatio: shape, width: `min(100%, ${shownRem * shape}rem)` }}>
          {picture !== undefined && <img src={picture} alt={`${name} with its faces framed`} />}
          {faces.map((face, index) => (
            <span
              key={index}
              class="face"
              title={`${Math.round(face.score * 100)} % sure`}
              style={{ left: `${face.x * 100}%`, top: `${face.y * 100}%`, width: `${face.width * 100}%`, height: `${face.height * 100}%` }}
            />
          ))}
        </div>
      )}
    </section>
  );
}

function largestWhole({ variants, source }: Result): Result["variants"][number] | undefined {
  const shape = source.width / source.height;
  return variants.filter(({ width, height }) => Math.abs(width / height / shape - 1) < shapeToleranceShare).toSorted((left, right) => right.width - left.width)[0];
}
