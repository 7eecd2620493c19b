/* visit_list -- see visit_list.h */
#include "visit_list.h"

#include <stddef.h>

#include "session.h"
#include "text.h"
#include "verb.h"

/* Answers where the next part begins, borrowed from the answer; "" when this
 * is the last. */
static const char *
part_print(const struct output *out, const struct visit_list *list,
           const json_t *answer, size_t *n)
{
    const char *after = "";
    const json_t *row;
    size_t i;

    json_array_foreach(json_object_get(answer, list->rows), i, row)
    {
        if (out->json)
            output_object(row);
        else
            list->print(out, row);
        if (list->after != NULL && object_flag(answer, "more"))
            after = object_text(row, list->after);
        ++*n;
    }
    return list->after != NULL ? after : object_text(answer, "next");
}

enum ending
visit_list_ask(struct visit *visit, const struct invocation *inv,
               const struct visit_list *list, json_t *body)
{
    const char *after = "";
    enum ending ending;
    size_t n = 0;

    do {
        struct session_event answer;

        ending = visit_ask(visit, inv, list->kind, json_incref(body), &answer);
        if (ending != ENDING_DONE)
            break;
        after = part_print(&inv->out, list, answer.body, &n);
        (void)json_object_set_new(body, "after", json_string(after));
    } while (*after != '\0');
    json_decref(body);
    if (ending == ENDING_DONE && n == 0 && list->none != NULL)
        output_line(&inv->out, "%s", gettext(list->none));
    return ending;
}

enum ending
visit_list(const struct invocation *inv, const struct visit_list *list,
           json_t *body)
{
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;

    if (visit_begin(&visit, inv) == RC_OK)
        ending = visit_list_ask(&visit, inv, list, body);
    else
        json_decref(body);
    visit_end(&visit);
    return ending;
}
