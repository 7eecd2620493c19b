# Entries of a manual page for the keys of config/loketd.yaml: its defaults and
# comments, with what may be written of each (docs/man/settings.c) read before.
BEGIN { FS = "\t" }
FNR == NR { words[$1] = $2; next }

function roff(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    return text ~ /^[.']/ ? "\\&" text : text
}
function tell(between) {
    for (i = 1; i <= said; i++)
        print comments[i] == "" ? between : roff(comments[i])
    said = 0
}

/^ *#/ {
    line = $0
    sub(/^ *# */, "", line)
    comments[++said] = line
    next
}
/^ *$/ { said = 0; next }
/^[a-z_]+: *$/ {
    section = $0
    sub(/:.*/, "", section)
    print ".SS " roff(section)
    tell(".PP")
    next
}
/^(  )?[a-z_]+: / {
    key = value = $0
    gsub(/^ *|:.*/, "", key)
    sub(/^ *[a-z_]+: */, "", value)
    path = ($0 ~ /^ / ? section "." : "") key
    print ".TP"
    print ".B " roff(path)
    print "Default " (value == "\"\"" ? "empty" : "\\fI" roff(value) "\\fR") \
        (words[path] == "" ? "." : "; " roff(words[path]) ".")
    tell(".IP")
}
