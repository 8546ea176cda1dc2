# Completion of @PROGRAM@ for bash. It asks the program itself: `@PROGRAM@ @REQUEST@ WORDS...` prints candidates and,
# last, a number whose bits say what to do next: 1 failed, 2 no space, 4 no files, 8 files by extension, 16 folders,
# 32 keep the order.

# Sets `words` to the words up to the cursor, joining what bash splits at `:` and `=`.
__@PROGRAM@_words() {
    local line="${COMP_LINE:0:COMP_POINT}" piece spaces
    words=()
    for piece in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        spaces="${line%%[![:space:]]*}"
        line="${line#"$spaces"}"
        if (( ${#piece} > ${#line} )); then
            piece="$line"
        fi
        if [[ -n $spaces || ${#words[@]} -eq 0 ]]; then
            words+=("$piece")
        else
            words[${#words[@]}-1]+="$piece"
        fi
        line="${line#"$piece"}"
    done
    if [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] && -n ${words[${#words[@]}-1]} && -z ${COMP_WORDS[COMP_CWORD]} ]]; then
        words+=("")
    fi
}

# Prints a typed word as the shell would pass it on, as far as that is possible without running anything.
__@PROGRAM@_value() {
    case "$1" in
        *'`'* | *'$('* | *[\;\&\|\<\>\(\)]*) printf '%s' "$1" ;;
        *) eval "printf '%s' $1" 2>/dev/null || printf '%s' "$1" ;;
    esac
}

__start_@PROGRAM@() {
    local words=() arguments=() word out directive line candidates=() remarks=() current shown typed prefix
    COMPREPLY=()
    __@PROGRAM@_words
    (( ${#words[@]} > 1 )) || return
    current="${words[${#words[@]}-1]}"
    for word in "${words[@]:1}"; do
        arguments+=("$(__@PROGRAM@_value "$word")")
    done
    out="$("$(__@PROGRAM@_value "${words[0]}")" @REQUEST@ "${arguments[@]}" 2>/dev/null)" || return
    directive="${out##*:}"
    out="${out%:*}"
    [[ $directive =~ ^[0-9]+$ ]] || directive=0
    (( directive & 1 )) && return
    if [[ $(type -t compopt) == builtin ]]; then
        (( directive & 2 )) && compopt -o nospace
        (( directive & 4 )) && compopt +o default
        (( directive & 32 )) && compopt -o nosort 2>/dev/null
    fi

    typed="$current"
    [[ $typed == -*=* ]] && typed="${typed#*=}"
    if (( directive & 8 )); then
        while IFS= read -r line; do
            [[ -n $line ]] && candidates+=("$line")
        done <<<"$out"
        local extension
        for extension in "${candidates[@]}"; do
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -X "!*.$extension" -- "$typed")
        done
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$typed")
        return
    fi
    if (( directive & 16 )); then
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$typed")
        return
    fi

    while IFS= read -r line; do
        if [[ $line == "_activeHelp_ "* ]]; then
            remarks+=("${line#_activeHelp_ }")
        elif [[ -n $line && ${line%%$'\t'*} == "$typed"* ]]; then
            candidates+=("$line")
        fi
    done <<<"$out"
    if (( ${#remarks[@]} > 0 && ${#candidates[@]} == 0 && ${COMP_TYPE:-9} == 63 )); then
        printf '\n%s' "${remarks[@]}" >&2
        printf '\n%s' "${PS1@P}${COMP_LINE[*]}" >&2
    fi

    # Bash replaces only what follows the last character it splits words at.
    prefix=""
    [[ $typed == *:* && $COMP_WORDBREAKS == *:* ]] && prefix="${typed%"${typed##*:}"}"
    [[ $typed == *=* && $COMP_WORDBREAKS == *=* ]] && prefix="${typed%"${typed##*=}"}"
    local width=0
    for line in "${candidates[@]}"; do
        shown="${line%%$'\t'*}"
        (( ${#shown} > width )) && width=${#shown}
    done
    for line in "${candidates[@]}"; do
        shown="${line%%$'\t'*}"
        if (( ${#candidates[@]} > 1 && ${COMP_TYPE:-9} == 63 )) && [[ $line == *$'\t'* ]]; then
            local description="${line#*$'\t'}" room=$(( ${COLUMNS:-80} - width - 5 ))
            if (( room > 8 )); then
                (( ${#description} > room )) && description="${description:0:room-1}…"
                printf -v shown "%-${width}s  (%s)" "$shown" "$description"
            fi
        fi
        COMPREPLY+=("${shown#"$prefix"}")
    done
}

if [[ $(type -t compopt) == builtin ]]; then
    complete -o default -F __start_@PROGRAM@ @PROGRAM@
else
    complete -o default -o nospace -F __start_@PROGRAM@ @PROGRAM@
fi
