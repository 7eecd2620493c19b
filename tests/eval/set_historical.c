/* set_historical -- persons long dead, told of with errors, nicknames, moves
 * and gaps (splink's historical_50k). */
#include "sets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "set_shape.h"
#include "set_text.h"

enum {
    GIVEN,
    SURNAME,
    BORN,
    POSTCODE,
    PLACE,
    OCCUPATION,
    GENDER,
    OTHERS,
    COLUMNS
};

enum {
    KIND_GIVEN = LINK_OWN,
    KIND_SURNAME,
    KIND_BORN,
    KIND_POSTCODE,
    KIND_PLACE,
    KIND_OCCUPATION,
    KIND_GENDER,
    KIND_OTHERS
};

static const struct column columns[COLUMNS] = {
    {"first_name", KIND_GIVEN, KIND_GIVEN, SURNAME, 0, SHAPE_NAME, 0, 0},
    {"surname", KIND_SURNAME, KIND_GIVEN, GIVEN, 1, SHAPE_NAME, 0, 0},
    {"dob", KIND_BORN, KIND_BORN, -1, 2, SHAPE_DIGITS, 4, 0},
    {"postcode_fake", KIND_POSTCODE, KIND_POSTCODE, -1, 3, SHAPE_DIGITS, 4, 0},
    {"birth_place", KIND_PLACE, KIND_PLACE, -1, 3, SHAPE_EXACT, 0, 0},
    {"occupation", KIND_OCCUPATION, KIND_OCCUPATION, -1, 5, SHAPE_EXACT, 0, 0},
    {"gender", KIND_GENDER, KIND_GENDER, -1, 4, SHAPE_EXACT, 0, 0},
    {"full_name", KIND_OTHERS, KIND_OTHERS, -1, 1, SHAPE_WORDS, 0, 0},
};

/* Strongest first.  What a record has two of, or one and a half, is a key;
 * the wide ones find those of which little is known. */
static void
add_keys(const struct shape_row *row, struct link_record *record)
{
    const char *given = row->v[GIVEN], *surname = row->v[SURNAME];
    const char *born = row->v[BORN], *postcode = row->v[POSTCODE];
    const char *place = row->v[PLACE];
    char area[TEXT_BYTES], sound[2][TEXT_BYTES], head[3][TEXT_BYTES];

    text_head(postcode, 3, area);
    text_sound(given, sound[0]);
    text_sound(surname, sound[1]);
    set_key_add(record, "names", given, surname, "-");
    set_key_add(record, "surname born", surname, born, "-");
    set_key_add(record, "given born", given, born, "-");
    set_key_add(record, "postcode given", postcode, given, "-");
    set_key_add(record, "postcode surname", postcode, surname, "-");
    set_key_add(record, "born place", born, place, "-");
    set_key_add(record, "area born", area, born, "-");
    set_key_add(record, "area given", area, given, "-");
    set_key_add(record, "area surname", area, surname, "-");
    set_key_add(record, "surname place", surname, place, "-");
    set_key_add(record, "given place", given, place, "-");
    set_key_add(record, "postcode", postcode, "-", "-");
    text_head(given, 2, head[0]);
    text_head(surname, 2, head[1]);
    text_head(born, 4, head[2]);
    set_key_add(record, "heads year", head[0], head[1], head[2]);
    text_head(given, 3, head[0]);
    text_head(surname, 4, head[1]);
    set_key_add(record, "heads", head[0], head[1], "-");
    set_key_add(record, "sounds place", sound[0], sound[1], place);
    text_head(postcode, 4, head[0]);
    text_head(born, 6, head[1]);
    set_key_add(record, "area month", head[0], head[1], "-");
}

/* What is no name: ranks and forms of address, and what joins them. */
static const char *const titles[] = {
    "sir",        "dame",      "lord",        "lady",     "baron",
    "baroness",   "baronet",   "bt",          "bart",     "earl",
    "count",      "countess",  "duke",        "duchess",  "marquess",
    "marquis",    "viscount",  "viscountess", "prince",   "princess",
    "king",       "queen",     "hon",         "rt",       "right",
    "honourable", "rev",       "revd",        "reverend", "bishop",
    "archbishop", "father",    "saint",       "st",       "dr",
    "prof",       "professor", "mr",          "mrs",      "ms",
    "miss",       "master",    "madam",       "capt",     "captain",
    "col",        "colonel",   "gen",         "general",  "lt",
    "lieutenant", "maj",       "major",       "adm",      "admiral",
    "sgt",        "sergeant",  "jr",          "sr",       "junior",
    "senior",     "of",        "the",         "de",       "and",
};

/* 1st, 2nd, 13th: which of a line. */
static bool
is_ordinal(const char *word)
{
    size_t digits = strspn(word, "0123456789");

    return digits > 0 && strlen(word + digits) == 2;
}

static bool
is_title(const char *word)
{
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (strcmp(titles[i], word) == 0)
            return true;
    }
    return is_ordinal(word);
}

/* The first word of a name that is no title is the given name, the last the
 * surname, and between them are others. */
static void
split_name(struct shape_row *row)
{
    char whole[TEXT_BYTES], *rest = whole, *word, *words[TEXT_BYTES];
    size_t n = 0, used = 0;
    char *others = row->v[OTHERS];

    memcpy(whole, row->v[OTHERS], sizeof whole);
    row->v[GIVEN][0] = row->v[SURNAME][0] = others[0] = '\0';
    while ((word = strsep(&rest, " ")) != NULL) {
        if (word[0] != '\0' && !is_title(word))
            words[n++] = word;
    }
    if (n > 0)
        (void)snprintf(row->v[GIVEN], TEXT_BYTES, "%s", words[0]);
    if (n > 1)
        (void)snprintf(row->v[SURNAME], TEXT_BYTES, "%s", words[n - 1]);
    for (size_t i = 1; i + 1 < n; i++)
        used += (size_t)snprintf(others + used, TEXT_BYTES - used, "%s%s",
                                 used > 0 ? " " : "", words[i]);
}

bool
set_historical(const char *path, enum set_mode mode, struct set *out)
{
    struct csv csv;
    int at[COLUMNS], id = -1, entity = -1;
    struct shape_row row;

    *out = (struct set){.u_min = 1e-5,
                        .blocks = {{{KIND_GIVEN, KIND_SURNAME}, 0},
                                   {{KIND_BORN, LINK_NONE}, 0},
                                   {{KIND_BORN, KIND_POSTCODE}, 0}},
                        .blocks_n = 3};
    if (!shape_open(&csv, path, columns, COLUMNS, at) ||
        !shape_also(&csv, "unique_id", &id) ||
        !shape_also(&csv, "cluster", &entity)) {
        csv_close(&csv);
        return false;
    }
    shape_fields(out, columns, COLUMNS, mode);
    while (csv_next(&csv)) {
        struct link_record *record = set_add(out, csv.cells[entity]);

        set_place(record, LINK_TIME_NONE, csv.cells[id]);
        shape_read(&csv, columns, COLUMNS, at, &row);
        split_name(&row);
        shape_values(columns, COLUMNS, mode, &row, record);
        add_keys(&row, record);
    }
    csv_close(&csv);
    set_finish(out);
    return out->n > 0;
}
