using System.Globalization;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Whether a prepared statement may run now: decided again, and in the database it was prepared for.</summary>
internal sealed class StatementVerdict(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);

    /// <summary>False: the caller returns <paramref name="isDone"/> (true = the refused command is done with, false = wait).</summary>
    public bool TryRejudge(ClientStatement statement, byte[]? types, byte sequence, out bool isDone)
    {
        var outcome = Rejudge(statement, types, out var denial);
        isDone = outcome == JudgeOutcome.Denied;
        if (isDone)
        {
            _answers.Deny(denial!, sequence);
        }

        return outcome == JudgeOutcome.Allowed;
    }

    public JudgeOutcome Rejudge(ClientStatement statement, byte[]? types, out Denial? denial)
    {
        var outcome = _gateway.Rejudge(StatementUse.Execute, ref statement.Judged, statement.Text, types, out denial);
        if (outcome != JudgeOutcome.Allowed)
        {
            return outcome;
        }

        if (statement.Database != state.Database)
        {
            // Its names are of the database it was prepared in, for the server as well; the verdict is about those of the current one.
            denial = SyntheticAnswers.Native(
                "1615", "Prepared statement needs to be re-prepared: the current database is not the one it was prepared in");
            return JudgeOutcome.Denied;
        }

        statement.Render(_gateway);
        return JudgeOutcome.Allowed;
    }

    public static Denial Unknown(uint id, string command) => SyntheticAnswers.Native(
        "1243", string.Create(CultureInfo.InvariantCulture, $"Unknown prepared statement handler ({id}) given to {command}"));
}
