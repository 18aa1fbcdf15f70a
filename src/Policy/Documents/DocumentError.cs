namespace ProxyDb.Policy.Documents;

/// <summary>One fault of a YAML document, with the place and, in the message, the remedy.</summary>
/// <param name="File">File name as the operator gave it.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Message">Lower case, no final stop, user input in backticks.</param>
/// <param name="IsWarning">A warning does not stop the document from being used.</param>
public sealed record DocumentError(string File, int Line, int Column, string Message, bool IsWarning = false)
{
    /// <summary>The form editors and terminals turn into a link: <c>file:line:column: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
