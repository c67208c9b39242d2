-- name: about(name, value)*!
INSERT INTO about (name, value) VALUES (:name, :value);

-- name: release(code_set, edition, since, until, source, codes, whole)*!
INSERT INTO release (code_set, edition, since, until, source, codes, whole)
VALUES (:code_set, :edition, :since, :until, :source, :codes, :whole);

-- name: heading(id, title, chapter)*!
INSERT INTO heading (id, title, chapter) VALUES (:id, :title, :chapter);

-- name: cm(code, first, last, billable, title, parent, block)*!
INSERT INTO cm (code, first, last, billable, title, parent, block)
VALUES (:code, :first, :last, :billable, :title, :parent, :block);

-- name: note(owner, number, kind, text)*!
INSERT INTO note (owner, number, kind, text) VALUES (:owner, :number, :kind, :text);

-- name: seventh(owner, number, value, text)*!
INSERT INTO seventh (owner, number, value, text) VALUES (:owner, :number, :value, :text);

-- name: pcs_table(edition, code, definition, rows)*!
INSERT INTO pcs_table (edition, code, definition, rows)
VALUES (:edition, :code, :definition, :rows);

-- name: pcs_axis(edition, code, row, position, number, name, value, label)*!
INSERT INTO pcs_axis (edition, code, row, position, number, name, value, label)
VALUES (:edition, :code, :row, :position, :number, :name, :value, :label);

-- name: pcs_definition(edition, section, position, label, definition, explanation, includes)*!
INSERT OR IGNORE INTO pcs_definition
    (edition, section, position, label, definition, explanation, includes)
VALUES (:edition, :section, :position, :label, :definition, :explanation, :includes);

-- name: hcpcs(code, edition, short, long, added, ended)*!
INSERT INTO hcpcs (code, edition, short, long, added, ended)
VALUES (:code, :edition, :short, :long, :added, :ended);

-- name: doc(id, code_set, code, first, last, billable, seventh, title, terms, stems)*!
INSERT INTO doc (id, code_set, code, first, last, billable, seventh, title, terms, stems)
VALUES (:id, :code_set, :code, :first, :last, :billable, :seventh, :title, :terms, :stems);

-- name: index_cm()!
INSERT INTO cm_words (rowid, stems) SELECT id, stems FROM doc WHERE code_set = 'ICD-10-CM';

-- name: index_pcs(id, stems)*!
INSERT INTO pcs_words (rowid, stems) VALUES (:id, :stems);

-- name: index_hcpcs()!
INSERT INTO hcpcs_words (rowid, stems) SELECT id, stems FROM doc WHERE code_set = 'HCPCS';

-- name: word(id, word, letters, docs)*!
INSERT INTO word (id, word, letters, docs) VALUES (:id, :word, :letters, :docs);

-- name: piece(piece, word)*!
INSERT OR IGNORE INTO piece (piece, word) VALUES (:piece, :word);

-- name: texts()
SELECT title, terms FROM doc WHERE code_set = 'ICD-10-CM';
