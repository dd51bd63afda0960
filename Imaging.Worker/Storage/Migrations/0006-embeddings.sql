-- What an embedding model said about an image: of length 1, so that the scalar product of two is their cosine. real[] casts to
-- pgvector's type, should a search of one owner's images ever outgrow the memory of a process.
CREATE TABLE image_embeddings (
    image_id   text PRIMARY KEY REFERENCES images ON DELETE CASCADE,
    owner      text NOT NULL,
    model      text NOT NULL,
    version    text NOT NULL,
    vector     real[] NOT NULL,
    -- The transaction that wrote it: who has seen all that were finished at a moment needs only those that were not.
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id()
);

-- A vector is always read with its row: 512 numbers are a little more than PostgreSQL keeps in a row by itself.
ALTER TABLE image_embeddings ALTER COLUMN vector SET STORAGE MAIN;

CREATE INDEX image_embeddings_new ON image_embeddings (owner, model, version, written_by);

INSERT INTO image_embeddings (image_id, owner, model, version, vector)
SELECT id, owner, manifest #>> '{results,embedding,model}', manifest #>> '{results,embedding,version}',
    ARRAY(SELECT number::real FROM jsonb_array_elements_text(manifest #> '{results,embedding,vector}') WITH ORDINALITY AS one (number, place) ORDER BY place)
FROM images WHERE status = 'succeeded' AND manifest #> '{results,embedding,vector}' IS NOT NULL;
