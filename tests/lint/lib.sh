# Shared by the lints: one TAP line for each rule.
# usage: verdict "rule" "findings"   (no findings: ok)
lint_number=0
lint_status=0
verdict() {
    lint_number=$((lint_number + 1))
    if [ -z "$2" ]; then
        echo "ok $lint_number - $1"
    else
        echo "not ok $lint_number - $1"
        printf '%s\n' "$2" | head -n 40 | sed 's/^/  # /'
        lint_status=1
    fi
}
