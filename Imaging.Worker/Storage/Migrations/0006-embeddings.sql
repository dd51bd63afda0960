-- What an embedding model said about an image: of length 1, so that the scalar product of two is their cosine. real[] casts to
-- pgvector's type, should a search of one owner's images ever outgrow the memory of a process.
CREATE TABLE image_embeddings (
    image_id   text PRIMARY KEY REFERENCES images ON DELETE CASCADE,
    owner      text NOT NULL,
    model      text NOT NULL,
    version    text NOT NULL,
    vector     real[] NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now()
);

-- A vector is always read with its row: 512 numbers are a little more than PostgreSQL keeps in a row by itself.
ALTER TABLE image_embeddings ALTER COLUMN vector SET STORAGE MAIN;

CREATE INDEX image_embeddings_new ON image_embeddings (owner, model, version, written_at);

INSERT INTO image_embeddings (image_id, owner, model, version, vector)
SELECT id, owner, manifest #>> '{results,embedding,model}', manifest #>> '{results,embedding,version}',
    ARRAY(SELECT number::real FROM jsonb_array_elements_text(manifest #> '{results,embedding,vector}') WITH ORDINALITY AS one (number, place) ORDER BY place)
FROM images WHERE status = 'succeeded' AND manifest #> '{results,embedding,vector}' IS NOT NULL;
