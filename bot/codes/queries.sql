-- name: about()
SELECT name, value FROM about;

-- name: releases()
SELECT code_set, edition, since, until, source, codes, whole FROM release
ORDER BY code_set, edition;

-- name: versions(code)
SELECT first, last, billable, title, parent, block FROM cm WHERE code = :code ORDER BY first;

-- name: children(code, edition)
SELECT code, title, billable FROM cm
WHERE parent = :code AND first <= :edition AND last >= :edition ORDER BY code;

-- name: heading(id)^
SELECT id, title, chapter FROM heading WHERE id = :id;

-- name: categories(block, edition)
SELECT code, title, billable FROM cm
WHERE block = :block AND parent = '' AND first <= :edition AND last >= :edition ORDER BY code;

-- name: notes(owner)
SELECT kind, text FROM note WHERE owner = :owner ORDER BY number;

-- name: seventh(owner)
SELECT value, text FROM seventh WHERE owner = :owner ORDER BY number;

-- name: begins(code, after, most)
SELECT DISTINCT code FROM cm WHERE code >= :code AND code < :after ORDER BY code LIMIT :most;

-- name: pcs_table(edition, code)^
SELECT definition, rows FROM pcs_table WHERE edition = :edition AND code = :code;

-- name: pcs_axes(edition, code)
SELECT row, position, name, value, label FROM pcs_axis
WHERE edition = :edition AND code = :code ORDER BY row, position, number;

-- name: pcs_firsts(edition, code, after)
SELECT position, name, value, label FROM pcs_axis
WHERE edition = :edition AND code >= :code AND code < :after AND row = 0
GROUP BY position, value ORDER BY position, value;

-- name: pcs_definition(edition, section, position, label)^
SELECT definition, explanation, includes FROM pcs_definition
WHERE edition = :edition AND section = :section AND position = :position AND label = :label;

-- name: title(code_set, code)^
SELECT title FROM doc WHERE code = :code AND code_set = :code_set LIMIT 1;

-- name: hcpcs(code)
SELECT edition, short, long, added, ended FROM hcpcs WHERE code = :code ORDER BY edition DESC;

-- name: find_cm(words, edition, most)
SELECT doc.code_set, doc.code, doc.title, doc.billable, doc.seventh, doc.terms, doc.stems
FROM cm_words JOIN doc ON doc.id = cm_words.rowid
WHERE cm_words MATCH :words AND doc.first <= :edition AND doc.last >= :edition
ORDER BY rank LIMIT :most;

-- name: find_pcs(words, edition, most)
SELECT doc.code_set, doc.code, doc.title, doc.billable, doc.seventh, doc.terms, doc.stems
FROM pcs_words JOIN doc ON doc.id = pcs_words.rowid
WHERE pcs_words MATCH :words AND doc.first = :edition
ORDER BY rank LIMIT :most;

-- name: find_hcpcs(words, most)
SELECT doc.code_set, doc.code, doc.title, doc.billable, doc.seventh, doc.terms, doc.stems
FROM hcpcs_words JOIN doc ON doc.id = hcpcs_words.rowid
WHERE hcpcs_words MATCH :words
ORDER BY rank LIMIT :most;

-- name: has_stem(stem)^
SELECT rowid FROM cm_words WHERE cm_words MATCH :stem LIMIT 1;

-- name: swapped(letters)
SELECT word, docs FROM word WHERE letters = :letters;

-- name: begin_with(word, after)^
SELECT word FROM word WHERE word >= :word AND word < :after LIMIT 1;

-- name: alike(pieces, most)
SELECT word.word, word.docs, COUNT(*) AS shared
FROM piece JOIN word ON word.id = piece.word
WHERE piece.piece IN (SELECT value FROM json_each(:pieces))
GROUP BY word.id ORDER BY shared DESC, word.docs DESC LIMIT :most;

-- name: parent(code)^
SELECT parent FROM cm WHERE code = :code ORDER BY first DESC LIMIT 1;

-- name: below(code, edition)
SELECT cm.code, cm.title, cm.billable, doc.seventh
FROM cm JOIN doc ON doc.code = cm.code AND doc.first = cm.first
WHERE cm.parent = :code AND cm.first <= :edition AND cm.last >= :edition;

-- name: every_category(edition)
SELECT heading.chapter, cm.code FROM cm JOIN heading ON heading.id = cm.block
WHERE cm.parent = '' AND cm.first <= :edition AND cm.last >= :edition ORDER BY cm.code;

-- name: family(code, after, edition, newest)
SELECT code, title, billable, parent FROM cm
WHERE code >= :code AND code < :after AND first <= :edition AND last >= :newest ORDER BY code;

-- name: notes_below(code, after)
SELECT kind, text, owner FROM note
WHERE owner >= :code AND owner < :after AND instr(owner, '-') = 0 ORDER BY owner, number;
