/* unified_diff -- see unified_diff.h */
#include "unified_diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define AROUND    3
#define CELLS_MAX ((size_t)16 * 1024 * 1024) /* of two bytes */
#define LCS_MAX   UINT16_MAX

enum change {
    CHANGE_KEEP = ' ',
    CHANGE_OUT = '-',
    CHANGE_IN = '+'
};

struct line {
    const char *text; /* its newline included, when it has one */
    size_t n;
};

struct lines {
    struct line *list;
    size_t n;
};

struct script {
    struct lines before, after;
    size_t same_head; /* lines that are the same at the beginning, .. */
    size_t same_tail; /* .. and at the end */
    char *changes;    /* one for each line of either */
    size_t n;
};

static enum rc
lines_split(struct lines *lines, const struct diff_side *side)
{
    size_t room = 1;
    const char *end = side->text + side->n;

    for (size_t i = 0; i < side->n; i++)
        room += side->text[i] == '\n' ? 1 : 0;
    lines->list = calloc(room, sizeof *lines->list);
    if (lines->list == NULL)
        return RC_FATAL;
    for (const char *at = side->text; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline == NULL ? end : newline + 1;

        lines->list[lines->n++] =
            (struct line){.text = at, .n = (size_t)(next - at)};
        at = next;
    }
    return RC_OK;
}

static bool
line_same(const struct line *one, const struct line *other)
{
    return one->n == other->n && memcmp(one->text, other->text, one->n) == 0;
}

static void
ends_find(struct script *script)
{
    const struct lines *a = &script->before;
    const struct lines *b = &script->after;
    size_t least = a->n < b->n ? a->n : b->n;
    size_t head = 0;
    size_t tail = 0;

    while (head < least && line_same(&a->list[head], &b->list[head]))
        head++;
    while (tail < least - head &&
           line_same(&a->list[a->n - 1 - tail], &b->list[b->n - 1 - tail]))
        tail++;
    script->same_head = head;
    script->same_tail = tail;
}

static void
change_add(struct script *script, enum change change, size_t times)
{
    memset(script->changes + script->n, (int)change, times);
    script->n += times;
}

/* longest[i * (m + 1) + j]: how many lines before[i..] and after[j..] have in
 * common, in order. */
static enum rc
middle_compare(struct script *script, size_t n, size_t m)
{
    const struct line *a = script->before.list + script->same_head;
    const struct line *b = script->after.list + script->same_head;
    size_t width = m + 1;
    uint16_t *longest = calloc((n + 1) * width, sizeof *longest);
    size_t i = 0;
    size_t j = 0;

    if (longest == NULL)
        return RC_FATAL;
    for (size_t x = n; x-- > 0;) {
        for (size_t y = m; y-- > 0;) {
            uint16_t down = longest[(x + 1) * width + y];
            uint16_t right = longest[x * width + y + 1];
            uint16_t both = longest[(x + 1) * width + y + 1];

            longest[x * width + y] = line_same(&a[x], &b[y])
                                         ? (uint16_t)(both + 1)
                                     : down >= right ? down
                                                     : right;
        }
    }
    while (i < n || j < m) {
        if (i < n && j < m && line_same(&a[i], &b[j])) {
            change_add(script, CHANGE_KEEP, 1);
            i++;
            j++;
        } else if (i < n && (j == m || longest[(i + 1) * width + j] >=
                                           longest[i * width + j + 1])) {
            change_add(script, CHANGE_OUT, 1);
            i++;
        } else {
            change_add(script, CHANGE_IN, 1);
            j++;
        }
    }
    free(longest);
    return RC_OK;
}

static enum rc
script_make(struct script *script)
{
    size_t n, m;
    enum rc rc = RC_OK;

    ends_find(script);
    n = script->before.n - script->same_head - script->same_tail;
    m = script->after.n - script->same_head - script->same_tail;
    script->changes = malloc(script->before.n + script->after.n + 1);
    if (script->changes == NULL)
        return RC_FATAL;
    change_add(script, CHANGE_KEEP, script->same_head);
    if (n < LCS_MAX && m < LCS_MAX && (n + 1) * (m + 1) <= CELLS_MAX) {
        rc = middle_compare(script, n, m);
    } else {
        change_add(script, CHANGE_OUT, n);
        change_add(script, CHANGE_IN, m);
    }
    change_add(script, CHANGE_KEEP, script->same_tail);
    return rc;
}

static void
line_print(FILE *out, enum change change, const struct line *line)
{
    bool whole = line->n > 0 && line->text[line->n - 1] == '\n';

    (void)fputc((int)change, out);
    (void)fwrite(line->text, 1, line->n, out);
    if (!whole)
        (void)fputs("\n\\ No newline at end of file\n", out);
}

/* Where a hunk begins of which `count` lines are shown. */
static size_t
line_number(size_t before, size_t count)
{
    return count == 0 ? before : before + 1;
}

/* The changes [first, end) of the script; *a and *b lines stand before it. */
static void
hunk_print(FILE *out, const struct script *script, size_t first, size_t end,
           size_t at[2])
{
    size_t n[2] = {0, 0};

    for (size_t i = first; i < end; i++) {
        n[0] += script->changes[i] != CHANGE_IN ? 1 : 0;
        n[1] += script->changes[i] != CHANGE_OUT ? 1 : 0;
    }
    (void)fprintf(out, "@@ -%zu,%zu +%zu,%zu @@\n", line_number(at[0], n[0]),
                  n[0], line_number(at[1], n[1]), n[1]);
    for (size_t i = first; i < end; i++) {
        enum change change = (enum change)script->changes[i];
        const struct line *line = change == CHANGE_IN
                                      ? &script->after.list[at[1]]
                                      : &script->before.list[at[0]];

        line_print(out, change, line);
        at[0] += change != CHANGE_IN ? 1 : 0;
        at[1] += change != CHANGE_OUT ? 1 : 0;
    }
}

/* The end of the hunk whose first change is at i: it goes on while the next
 * change is so near that the lines around both would meet. */
static size_t
hunk_end(const struct script *script, size_t i)
{
    size_t last = i;

    for (; i < script->n && i - last <= 2 * AROUND + 1; i++) {
        if (script->changes[i] != CHANGE_KEEP)
            last = i;
    }
    return script->n - last > AROUND ? last + 1 + AROUND : script->n;
}

static void
script_print(FILE *out, const struct script *script)
{
    size_t at[2] = {0, 0};
    size_t i = 0;

    while (i < script->n) {
        size_t around;
        size_t end;

        if (script->changes[i] == CHANGE_KEEP) {
            i++;
            at[0]++;
            at[1]++;
            continue;
        }
        around = i < AROUND ? i : AROUND;
        end = hunk_end(script, i);
        at[0] -= around;
        at[1] -= around;
        hunk_print(out, script, i - around, end, at);
        i = end;
    }
}

enum rc
unified_diff(FILE *out, const struct diff_side *before,
             const struct diff_side *after, bool *same)
{
    struct script script = {.n = 0};
    enum rc rc;

    *same = before->n == after->n &&
            memcmp(before->text, after->text, after->n) == 0;
    if (*same)
        return RC_OK;
    if ((rc = lines_split(&script.before, before)) == RC_OK &&
        (rc = lines_split(&script.after, after)) == RC_OK &&
        (rc = script_make(&script)) == RC_OK) {
        (void)fprintf(out, "--- %s\n+++ %s\n", before->name, after->name);
        script_print(out, &script);
    }
    free(script.before.list);
    free(script.after.list);
    free(script.changes);
    return rc;
}
