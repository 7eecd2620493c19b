/* encode_report -- see encode_report.h */
#include "wire/encode_report.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

struct room {
    Loket__V1__ReportRow rows[REPORT_PAGE];
    Loket__V1__ReportRow *list[REPORT_PAGE];
    char *cells[REPORT_PAGE][REPORT_CELLS_MAX];
};

static void
fill_rows(struct room *room, const struct reply_report *from)
{
    for (size_t i = 0; i < from->rows_n; i++) {
        for (size_t c = 0; c < from->columns_n; c++)
            room->cells[i][c] = pack_text(from->rows[i].cells[c]);
        loket__v1__report_row__init(&room->rows[i]);
        room->rows[i].n_cells = from->columns_n;
        room->rows[i].cells = room->cells[i];
        room->list[i] = &room->rows[i];
    }
}

size_t
wire_report_table(const struct wire_out *out, const struct reply_report *from)
{
    struct room room;
    Loket__V1__ReportTable to = LOKET__V1__REPORT_TABLE__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (from->rows_n > REPORT_PAGE || from->columns_n > REPORT_CELLS_MAX)
        return 0;
    fill_rows(&room, from);
    to.n_columns = from->columns_n;
    to.columns = pack_texts(from->columns);
    to.n_rows = from->rows_n;
    to.rows = room.list;
    to.exact = from->exact;
    to.next = pack_text(from->next);
    to.threshold = from->threshold;
    to.as_of = pack_text(from->as_of);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_REPORT_TABLE;
    message.report_table = &to;
    return pack_reply(out, &message);
}
