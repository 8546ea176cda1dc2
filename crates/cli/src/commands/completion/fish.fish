# Completion of @PROGRAM@ for fish. It asks the program itself: `@PROGRAM@ @REQUEST@ WORDS...` prints candidates and,
# last, a number whose bits say what to do next: 1 failed, 2 no space, 4 no files, 8 files by extension, 16 folders,
# 32 keep the order.

# Asks once for each state of the command line; succeeds when fish shall offer files.
function __@PROGRAM@_files
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -g __@PROGRAM@_candidates
    set -l lines ($words[1] @REQUEST@ $words[2..-1] "$current" 2>/dev/null)
    or return 1
    set -l directive (string replace -r '^:' '' -- $lines[-1])
    string match -qr '^[0-9]+$' -- "$directive"
    or set directive 0
    if test (math "floor($directive) % 2") -eq 1
        return 1
    end
    # Fish cannot filter files by kind: it offers all of them.
    if test $directive -ge 8 -a $directive -lt 32
        return 0
    end
    set -l prefix (string match -r -- '^-[^=]*=' "$current")
    set -l typed (string replace -- "$prefix" '' "$current")
    set -l length (string length -- "$typed")
    for line in $lines[1..-2]
        string match -q '_activeHelp_ *' -- $line
        and continue
        set -l value (string split -m 1 \t -- $line)[1]
        set -l start (string sub -l $length -- "$value")
        if test "$start" = "$typed"
            set -a __@PROGRAM@_candidates "$prefix$line"
        end
    end
    set -l count (count $__@PROGRAM@_candidates)
    # A second candidate that differs by one character keeps fish from adding a space.
    if test $count -eq 1; and test (math "floor($directive / 2) % 2") -eq 1
        set -l value (string split -m 1 \t -- $__@PROGRAM@_candidates[1])[1]
        string match -qr '[@=/:.,]$' -- $value
        or set -a __@PROGRAM@_candidates $value.
    end
    test $count -eq 0; and test (math "floor($directive / 4) % 2") -eq 0
end

function __@PROGRAM@_no_files
    not __@PROGRAM@_files
end

complete -c @PROGRAM@ -e
complete -c @PROGRAM@ -n __@PROGRAM@_no_files -f -k -a '$__@PROGRAM@_candidates'
