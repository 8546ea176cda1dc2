#compdef @PROGRAM@
# Completion of @PROGRAM@ for zsh. It asks the program itself: `@PROGRAM@ @REQUEST@ WORDS...` prints candidates and,
# last, a number whose bits say what to do next: 1 failed, 2 no space, 4 no files, 8 files by extension, 16 folders,
# 32 keep the order.

_@PROGRAM@() {
    local -a typed candidates options
    local out line value directive prefix

    typed=("${(@)words[1,CURRENT]}")
    out="$("${(Q)typed[1]}" @REQUEST@ "${(@Q)typed[2,-1]}" 2>/dev/null)" || return 1
    directive="${out##*:}"
    [[ "$directive" == <-> ]] || directive=0
    (( directive & 1 )) && return 1

    # The value of `--flag=value` is completed alone.
    if [[ "${typed[-1]}" == -*=* ]]; then
        prefix="${typed[-1]%%=*}="
        compset -P "${(b)prefix}"
    fi

    for line in "${(@f)out%:*}"; do
        [[ -n "$line" ]] || continue
        if [[ "$line" == "_activeHelp_ "* ]]; then
            compadd -x "${line#_activeHelp_ }"
            continue
        fi
        value="${line%%$'\t'*}"
        value="${value//:/\\:}"
        if [[ "$line" == *$'\t'* ]]; then
            candidates+=("${value}:${line#*$'\t'}")
        else
            candidates+=("$value")
        fi
    done

    if (( directive & 8 )); then
        local -a patterns
        for value in "${candidates[@]}"; do
            patterns+=("*.${value}")
        done
        _files -g "(${(j:|:)patterns})"
        return
    fi
    if (( directive & 16 )); then
        _files -/
        return
    fi
    (( directive & 2 )) && options+=(-S '')
    (( directive & 32 )) && options+=(-V)
    if (( ${#candidates} > 0 )) && _describe 'completions' candidates "${options[@]}"; then
        return 0
    fi
    if (( directive & 4 )); then
        return 1
    fi
    _files
}

# The file may be loaded as a function of completion or read into a running shell.
if [ "$funcstack[1]" = "_@PROGRAM@" ]; then
    _@PROGRAM@ "$@"
fi
