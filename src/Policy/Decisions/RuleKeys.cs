namespace ProxyDb.Policy.Decisions;

/// <summary>Keys of a rule, to say which of them did not match.</summary>
[Flags]
public enum RuleKeys
{
    None = 0,
    Subjects = 1 << 0,
    Except = 1 << 1,
    From = 1 << 2,
    ExceptFrom = 1 << 3,
    Listeners = 1 << 4,
    Databases = 1 << 5,
    Applications = 1 << 6,
    Actions = 1 << 7,
    Objects = 1 << 8,
    ExceptObjects = 1 << 9,
    Columns = 1 << 10,
    ExceptColumns = 1 << 11,
    Tags = 1 << 12,
    Functions = 1 << 13,
    Settings = 1 << 14,
    Facilities = 1 << 15,
    Conditions = 1 << 16,
    Direct = 1 << 17,

    /// <summary>The time of the decision.</summary>
    Time = 1 << 18,
}
