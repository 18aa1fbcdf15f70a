namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>One message of the server.</summary>
/// <param name="Packets">Length, status and SPID of its packets.</param>
public sealed record TdsAnswer(IReadOnlyList<TdsToken> Tokens, IReadOnlyList<(int Length, byte Status, int Spid)> Packets)
{
    public IReadOnlyList<TdsMessage> Errors => [.. Tokens.OfType<TdsMessage>().Where(m => m.IsError)];

    public IReadOnlyList<TdsMessage> Infos => [.. Tokens.OfType<TdsMessage>().Where(m => !m.IsError)];

    public IReadOnlyList<TdsDone> Dones => [.. Tokens.OfType<TdsDone>()];

    public IReadOnlyList<TdsRow> Rows => [.. Tokens.OfType<TdsRow>()];

    public IReadOnlyList<TdsEnvironment> Changes => [.. Tokens.OfType<TdsEnvironment>()];

    public IReadOnlyList<TdsReturnValue> Outputs => [.. Tokens.OfType<TdsReturnValue>()];

    public int? ReturnStatus => Tokens.OfType<TdsReturnStatus>().LastOrDefault()?.Status;

    public bool IsAttention => Dones.Any(d => d.IsAttention);

    /// <summary>Rows of each result set.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<string?>>> Sets
    {
        get
        {
            var sets = new List<IReadOnlyList<IReadOnlyList<string?>>>();
            List<IReadOnlyList<string?>>? rows = null;
            foreach (var token in Tokens)
            {
                if (token is TdsColumns)
                    sets.Add(rows = []);
                else if (token is TdsRow row)
                    rows!.Add(row.Texts);
            }

            return sets;
        }
    }

    /// <summary>The first value of the first row.</summary>
    public string? Scalar => Rows[0].Texts[0];

    /// <exception cref="RawTdsException">There is an error in it.</exception>
    public TdsAnswer OrThrow() => Errors.Count == 0 ? this : throw new RawTdsException(Errors[0].Number, Errors[0].State, Errors[0].Class, Errors[0].Text);

    /// <summary>One token a line: what two runs are compared by.</summary>
    public override string ToString() => string.Join('\n', Tokens);
}
