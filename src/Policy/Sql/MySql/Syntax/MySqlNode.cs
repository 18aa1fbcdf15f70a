namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>
/// A node of the tree <c>MySqlParser</c> makes. Nodes are compared by reference. A span covers the node's text as sent, from its
/// first to its last token, without parentheses around it: <c>(a + b)</c> is a sum whose span starts at <c>a</c>.
/// </summary>
internal abstract class MySqlNode
{
    public required SourceSpan Span { get; set; }

    /// <summary>
    /// Hands every child to the visitor, in the order of the text as far as it matters. What a walker does not know it can so still
    /// walk: nothing below a node is out of reach.
    /// </summary>
    public abstract void VisitChildren(MySqlNodeVisitor visitor);
}

/// <summary>Called for each child by <see cref="MySqlNode.VisitChildren"/>; goes deeper by calling that again.</summary>
internal abstract class MySqlNodeVisitor
{
    public abstract void Visit(MySqlNode node);

    /// <summary>As <see cref="Visit(MySqlNode)"/>, when there is one.</summary>
    public void VisitIf(MySqlNode? node)
    {
        if (node is not null)
        {
            Visit(node);
        }
    }

    public void VisitAll<T>(System.Collections.Immutable.ImmutableArray<T> nodes)
        where T : MySqlNode
    {
        foreach (var node in nodes)
        {
            Visit(node);
        }
    }
}

/// <summary>
/// A statement. The kinds of queries and of data manipulation are in this folder's <c>…Statement</c> files; every other statement
/// is a class of its own beside them.
/// </summary>
internal abstract class MySqlStatement : MySqlNode;
