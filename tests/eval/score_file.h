/* score_file -- pairs scored by a model that comes from elsewhere. */
#ifndef EVAL_SCORE_FILE_H
#define EVAL_SCORE_FILE_H

/* score_file: reads lines as dump.c writes them (of pairs without a total) and
 * prints a line "A B TOTAL" for each pair.  0, or 1: what is wrong was said on
 * stderr. */
int score_file(const char *path);

#endif
