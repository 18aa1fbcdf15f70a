using NUnit.Framework;
using ProxyDb.Policy.Sql.TSql.Statements;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>The call escape as EXECUTE.</summary>
public sealed class OdbcCallTests
{
    [TestCase("{call p}", ExpectedResult = "EXECUTE p")]
    [TestCase("{ CALL  dbo.[a b](?, 'x, y', ?) }", ExpectedResult = "EXECUTE dbo.[a b] @P1, 'x, y', @P2")]
    [TestCase("{? = call p(?)}", ExpectedResult = "EXECUTE @P1 = p @P2")]
    [TestCase("{?=call p (1, N'it''s')}", ExpectedResult = "EXECUTE @P1 = p 1, N'it''s'")]
    [TestCase("call p()", ExpectedResult = "EXECUTE p")]
    [TestCase("{call p(?, )}", ExpectedResult = null)]
    [TestCase("{call p(?}", ExpectedResult = null)]
    [TestCase("{call p(? + 1; DROP TABLE t)}", ExpectedResult = null)]
    [TestCase("{call p('x)}", ExpectedResult = null)]
    [TestCase("{callp}", ExpectedResult = null)]
    [TestCase("SELECT 1", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    public string? A_call_is_an_execute(string text) => OdbcCall.ToExecute(text);
}
