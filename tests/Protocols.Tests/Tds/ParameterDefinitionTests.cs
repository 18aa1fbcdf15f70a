using ProxyDb.Protocols.Tds;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Definitions of parameters: what drivers write is understood, anything else is not.</summary>
[TestFixture]
internal sealed class ParameterDefinitionTests
{
    [TestCase("", 0)]
    [TestCase("  ", 0)]
    [TestCase("@p int", 1)]
    [TestCase("@P0 int,@P1 nvarchar(4000),@P2 decimal(38,2),@P3 datetime,@P4 varbinary(8000)", 5)]
    [TestCase("@o nvarchar(40),@id int", 2)]
    [TestCase("@p nvarchar(max)", 1)]
    [TestCase("@p AS int = 5 OUTPUT, @q varchar ( 10 ) OUT", 2)]
    [TestCase("@t dbo.tt_ids READONLY", 1)]
    [TestCase("@t [dbo].[my ]] type] readonly", 1)]
    [TestCase("@p double precision, @q national character varying(20)", 2)]
    [TestCase("@p nvarchar(20) = N'it''s, @x int'", 1)]
    [TestCase("@p float = -1.5e-3, @q varbinary(4) = 0xff", 2)]
    [TestCase("@p int null, @q int not null = 3", 2)]
    [TestCase("@p xml(CONTENT)", -1)]
    [TestCase("@p int; drop table t", -1)]
    [TestCase("@p int) select 1 --", -1)]
    [TestCase("@p int -- comment", -1)]
    [TestCase("@p int /* c */", -1)]
    [TestCase("p int", -1)]
    [TestCase("@p", -1)]
    [TestCase("@ int", -1)]
    [TestCase("@p int,", -1)]
    [TestCase(", @p int", -1)]
    [TestCase("@p int @q int", -1)]
    [TestCase("@p int = (select 1)", -1)]
    [TestCase("@p int = f()", -1)]
    [TestCase("@p nvarchar(20) = 'open", -1)]
    [TestCase("@p nvarchar(20", -1)]
    [TestCase("@p nvarchar()", -1)]
    [TestCase("@p int output output", -1)]
    [TestCase("@p int\0", -1)]
    public void A_definition_is_understood_whole_or_not_at_all(string text, int count)
    {
        Assert.That(ParameterDefinition.IsWellFormed(text, out var found), Is.EqualTo(count >= 0));
        if (count >= 0)
        {
            Assert.That(found, Is.EqualTo(count));
        }
    }

    [Test]
    public void Names_come_one_after_the_other()
    {
        var definition = new ParameterDefinition("@a int, @b nvarchar(10) OUTPUT");
        Assert.That(definition.TryNext(), Is.True);
        Assert.That(definition.Name.ToString(), Is.EqualTo("@a"));
        Assert.That(definition.TryNext(), Is.True);
        Assert.That(definition.Name.ToString(), Is.EqualTo("@b"));
        Assert.That(definition.TryNext(), Is.False);
        Assert.That(definition.IsFaulty, Is.False);
    }

    [Test]
    public void Every_beginning_ends()
    {
        const string Text = "@a dbo.[x]]y](10, 2) not null = N'it''s' output, @b double precision";
        for (var length = 0; length <= Text.Length; length++)
        {
            Assert.That(() => ParameterDefinition.IsWellFormed(Text.AsSpan(0, length), out _), Throws.Nothing);
        }
    }
}
