# A page of docs/*.md as the body of a manual page: headings, paragraphs, code
# that is indented, and tables, of which each row is an entry under its first
# cell.
function roff(text,   parts, n, i, out) {
    gsub(/\\\*/, "*", text)
    gsub(/\\/, "\\e", text)
    n = split(text, parts, "`")
    for (i = 1; i <= n; i++) {
        if (i % 2 == 0) {
            gsub(/-/, "\\-", parts[i])
            out = out "\\fB" parts[i] "\\fR"
        } else {
            gsub(/\*\*/, "", parts[i])
            out = out parts[i]
        }
    }
    return out ~ /^[.']/ ? "\\&" out : out
}
function row(line,   cells, n, i, out) {
    gsub(/^\| *| *\|$/, "", line)
    n = split(line, cells, / *\| */)
    if (!in_table) {
        in_table = 1
        if (cells[1] ~ /^key of/)
            print (headed ? "" : ".PP\n") "Keys" roff(substr(cells[1], 4)) ":"
        headed = 0
        for (i = 1; i <= n; i++)
            head[i] = cells[i]
        return
    }
    if (cells[1] ~ /^-+$/)
        return
    print ".TP"
    print cells[1] == "" ? "\\&" : roff(cells[1])
    out = cells[2]
    for (i = 3; i <= n; i++)
        if (cells[i] != "")
            out = out (out == "" ? "" : "; ") \
                (head[i] == "" ? "" : head[i] ": ") cells[i]
    print out == "" ? "\\&" : roff(out)
}
function end_code() {
    if (code)
        print ".fi\n.RE"
    code = 0
}

NR == 1 { headed = 1 }
NR == 1 && /^# / { next }
/^\|/ { end_code(); row($0); next }
{ in_table = 0 }
/^#+ / {
    end_code()
    level = $1
    sub(/^#+ */, "")
    print (level == "##" ? ".SH " toupper(roff($0)) : ".SS " roff($0))
    headed = 1
    next
}
/^    / {
    if (!code)
        print ".PP\n.RS\n.nf"
    code = 1
    sub(/^    /, "")
    gsub(/\\/, "\\e")
    gsub(/-/, "\\-")
    print /^[.']/ ? "\\&" $0 : $0
    next
}
/^$/ { blank = 1; next }
{
    end_code()
    if (blank && !headed)
        print ".PP"
    blank = headed = 0
    print roff($0)
}
END { end_code() }
