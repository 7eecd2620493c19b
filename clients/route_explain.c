/* route_explain -- route explain: why an alert is what it is */
#include "route_record.h"
#include "session.h"
#include "text.h"
#include "verb_route.h"

enum ending
route_explain(struct invocation *inv)
{
    bool again = false;
    const struct arg args[] = {{"again", ARG_FLAG, &again}};
    struct session_event answer;
    struct visit visit = {0};
    const json_t *record;
    size_t i;
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one ALERT or MESSAGE is needed"));
    if (visit_begin(&visit, inv) == RC_OK)
        ending = visit_ask(
            &visit, inv, "route_explain",
            json_pack("{s:s, s:b}", "id", inv->argv[0], "again", again),
            &answer);
    if (ending == ENDING_DONE) {
        json_array_foreach(json_object_get(answer.body, "decisions"), i, record)
            route_record_print(&inv->out, record);
    }
    visit_end(&visit);
    return ending;
}
