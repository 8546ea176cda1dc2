# Completion of @PROGRAM@ for PowerShell. It asks the program itself: `@PROGRAM@ @REQUEST@ WORDS...` prints candidates
# and, last, a number whose bits say what to do next: 1 failed, 2 no space, 4 no files, 8 files by extension,
# 16 folders, 32 keep the order.

Register-ArgumentCompleter -Native -CommandName '@PROGRAM@' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $words = @()
    foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.StartOffset -ge $cursorPosition) { break }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $words += $element.Value
        } else {
            $words += $element.Extent.Text
        }
    }
    if ($wordToComplete -eq '') { $words += '' }
    $program = $words[0]
    $arguments = @('@REQUEST@')
    if ($words.Count -gt 1) { $arguments += $words[1..($words.Count - 1)] }
    # Older versions drop empty arguments unless they are quoted.
    if ($PSVersionTable.PSVersion -lt [version]'7.3.0') {
        $arguments = $arguments | ForEach-Object { if ($_ -eq '') { '""' } else { $_ } }
    }

    $lines = @(& $program @arguments 2>$null)
    if ($lines.Count -eq 0) { return }
    $directive = 0
    [void][int]::TryParse($lines[-1].TrimStart(':'), [ref]$directive)
    if ($directive -band 1) { return }

    $prefix = ''
    $typed = $wordToComplete
    if ($typed -match '^(-[^=]*=)(.*)$') {
        $prefix = $Matches[1]
        $typed = $Matches[2]
    }
    $space = if ($directive -band 2) { '' } else { ' ' }
    $candidates = @()
    foreach ($line in @($lines | Select-Object -SkipLast 1)) {
        if ($line.StartsWith('_activeHelp_ ')) { continue }
        $value, $description = $line.Split("`t", 2)
        if (-not $value.StartsWith($typed)) { continue }
        if (-not $description) { $description = $value }
        $candidates += [pscustomobject]@{ Value = $value; Description = $description }
    }
    if (-not ($directive -band 32)) { $candidates = $candidates | Sort-Object -Property Value }
    if (@($candidates).Count -eq 0) {
        # An empty text keeps PowerShell from offering files.
        if ($directive -band 4) { return '' }
        return
    }
    foreach ($candidate in $candidates) {
        $text = $prefix + $candidate.Value
        if ($text -match '[\s#@$;,''{}()"|<>&]') { $text = "'" + $text.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text + $space, $candidate.Value, 'ParameterValue', $candidate.Description)
    }
}
