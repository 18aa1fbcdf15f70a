using System.Text;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Names of procedures in every spelling: what they mean, and what they are written as to be decided.</summary>
[TestFixture]
internal sealed class ProcedureNameTests
{
    [TestCase("sp_executesql", SystemProcedure.ExecuteSql)]
    [TestCase("SP_ExecuteSQL", SystemProcedure.ExecuteSql)]
    [TestCase("[sp_executesql]", SystemProcedure.ExecuteSql)]
    [TestCase("\"sp_executesql\"", SystemProcedure.ExecuteSql)]
    [TestCase("sys.sp_executesql", SystemProcedure.ExecuteSql)]
    [TestCase("dbo.sp_prepexec", SystemProcedure.PrepExec)]
    [TestCase("master..sp_executesql", SystemProcedure.ExecuteSql)]
    [TestCase("..sp_cursoropen", SystemProcedure.CursorOpen)]
    [TestCase("master.sys.[sp_cursorfetch]", SystemProcedure.CursorFetch)]
    [TestCase("...sp_unprepare", SystemProcedure.Unprepare)]
    [TestCase("[sp_executesql ]", SystemProcedure.ExecuteSql)]
    [TestCase(" sys . sp_execute ", SystemProcedure.Execute)]
    [TestCase("sp_executesql;1", SystemProcedure.ExecuteSql)]
    [TestCase("ｓｐ_executesql", SystemProcedure.ExecuteSql)]
    [TestCase("ſp_executesql", SystemProcedure.ExecuteSql)]
    [TestCase("[sp_e\u00adxecutesql]", SystemProcedure.ExecuteSql)]
    [TestCase("[sp_éxecutesql]", SystemProcedure.ExecuteSql)]
    [TestCase("other.sp_executesql", SystemProcedure.None)]
    [TestCase("server.db.dbo.sp_executesql", SystemProcedure.None)]
    [TestCase("sp_executesql2", SystemProcedure.None)]
    [TestCase("p", SystemProcedure.None)]
    public void Whatever_the_spelling_the_procedure_is_found(string text, SystemProcedure known)
    {
        Assert.That(ProcedureName.TryRead(text, out var name), Is.True);
        Assert.That(name.Known, Is.EqualTo(known));
    }

    [TestCase("p_out", "[p_out]")]
    [TestCase("[app db]..p", "[app db]..[p]")]
    [TestCase("a.b.c.d", "[a].[b].[c].[d]")]
    [TestCase("[we]]ird].\"qu\"\"ote\"", "[we]]ird].[qu\"ote]")]
    [TestCase("#jtds000001", "[#jtds000001]")]
    [TestCase("p;2", "[p];2")]
    [TestCase("절차", "[절차]")]
    public void It_is_written_with_each_part_in_brackets(string text, string written)
    {
        Assert.That(ProcedureName.TryRead(text, out var name), Is.True);
        var buffer = new WireBuffer();
        name.WriteTo(buffer);
        Assert.That(Encoding.UTF8.GetString(buffer.Written), Is.EqualTo(written));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a.")]
    [TestCase("a.b.c.d.e")]
    [TestCase("p; drop table t")]
    [TestCase("p;0")]
    [TestCase("p -- x")]
    [TestCase("[p")]
    [TestCase("[]")]
    [TestCase("[p]x")]
    [TestCase("p x")]
    [TestCase("1p")]
    [TestCase("@p")]
    [TestCase("p\0")]
    [TestCase("[p\n]")]
    [TestCase("p'")]
    [TestCase("exec('x')")]
    public void What_is_no_name_is_refused(string text) => Assert.That(ProcedureName.TryRead(text, out _), Is.False);

    [Test]
    public void Half_a_character_and_parts_that_are_too_long_are_refused()
    {
        Assert.That(ProcedureName.TryRead("p\ud800", out _), Is.False);
        Assert.That(ProcedureName.TryRead(new string('p', 129), out _), Is.False);
        Assert.That(ProcedureName.TryRead("[" + new string('p', 128) + "]", out _), Is.True);
    }

    [Test]
    public void Every_beginning_of_a_name_is_a_name_or_none()
    {
        const string Name = "[mas]]ter].\"s\"\"ys\".sp_executesql;1";
        for (var length = 0; length < Name.Length; length++)
        {
            Assert.That(() => ProcedureName.TryRead(Name.AsSpan(0, length), out _), Throws.Nothing);
        }
    }
}
