# What Tab offers for kith, in bash. Made to be sourced, or found in bash-completion's folder under the name "kith".
#
# kith answers a line for each thing to offer: its kind, a tab, the word, quoted for the place where the cursor stands.

_kith() {
    local kind word
    COMPREPLY=()
    while IFS=$'\t' read -r kind word; do
        case $kind in
            plain) COMPREPLY+=("$word") ;;
            file) compopt -o default ;;  # readline's own: there is nothing else to offer
            dir) compopt -o dirnames ;;
        esac
    done < <(_KITH_COMPLETE=bash "${1/#\~/$HOME}" "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o nosort -F _kith kith
