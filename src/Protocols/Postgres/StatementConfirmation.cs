namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// What the server's answers say about statements and portals: the session remembers them when they are sent, and takes back what
/// failed or was passed over.
/// </summary>
internal sealed class StatementConfirmation(SessionState state)
{
    /// <summary>The Parse of a named statement failed or was passed over; for the unnamed one see <see cref="FallBackUnnamed"/>.</summary>
    public void Forget(ClientStatement statement)
    {
        if (statement.Name.Length > 0 && state.Statements.TryGetValue(statement.Name, out var kept)
            && ReferenceEquals(kept, statement))
        {
            state.Statements.Remove(statement.Name);
        }
    }

    /// <summary>A Close that the server would have passed over has not closed anything.</summary>
    public void Restore(ClientStatement statement)
    {
        if (statement.Name.Length > 0)
        {
            state.Statements.TryAdd(statement.Name, statement);
        }
    }

    public void ConfirmParse(ref Expected head)
    {
        Confirm(ref head, head.Subject as ClientStatement);
        if (head.Server is { } prepared)
        {
            prepared.IsConfirmed = true;
            prepared.Announced.OnParsed();
        }
        else if (head.Subject is ClientStatement { Name.Length: 0 } unnamed)
        {
            unnamed.Announced.OnParsed();
            state.Server?.ConfirmUnnamed(unnamed);
        }
    }

    public static void ConfirmBind(ref Expected head)
    {
        if (head.Subject is Portal portal && portal.Generation == head.Index)
        {
            portal.IsConfirmed = true;
        }
    }

    /// <summary>A message that makes or drops the unnamed statement was answered.</summary>
    public void Confirm(ref Expected answered, ClientStatement? unnamed)
    {
        if (IsOfUnnamed(ref answered))
        {
            state.ConfirmedUnnamed = unnamed;
        }
    }

    /// <summary>What was passed over has not touched the unnamed statement; what still stands in the queue has.</summary>
    public void FallBackUnnamed()
    {
        for (var i = 0; i < state.Expected.Count; i++)
        {
            if (IsOfUnnamed(ref state.Expected[i]) || state.Expected[i].Kind is ResponseKind.Simple)
            {
                return;
            }
        }

        state.Unnamed = state.ConfirmedUnnamed;
    }

    private static bool IsOfUnnamed(ref Expected expected) =>
        expected.Kind is ResponseKind.Parse or ResponseKind.SyntheticClose && expected.Subject is ClientStatement { Name.Length: 0 };

    /// <summary>
    /// A table was changed under a plan (0A000), or the statement is gone (26000): a client that prepares again must not get the same.
    /// </summary>
    public void DiscardStale(ref Expected head, ReadOnlySpan<byte> code)
    {
        if (head.Kind is ResponseKind.Bind or ResponseKind.Execute or ResponseKind.Describe && head.Server is { } prepared
            && (code.SequenceEqual("0A000"u8) || code.SequenceEqual("26000"u8)))
        {
            state.Server?.Discard(prepared);
        }
    }
}
