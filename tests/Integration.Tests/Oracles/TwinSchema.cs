namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>
/// Two databases that differ only in what an analyst of branch S01 must not learn: the resident numbers and other masked values of
/// every customer, and the number, keys and values of the rows of other branches. Object ids are the same in both.
/// </summary>
internal static class TwinSchema
{
    public const string Left = "twin_l";
    public const string Right = "twin_r";

    /// <summary>Schema in which the analyst may make objects.</summary>
    public const string Lab = "lab";

    public const string Structure = """
        SET client_min_messages = error;
        CREATE SCHEMA lab AUTHORIZATION app;
        GRANT CREATE, USAGE ON SCHEMA public TO app;
        CREATE TABLE branches (code text PRIMARY KEY, city text NOT NULL);
        CREATE TABLE customers (
            customer_id int PRIMARY KEY, name text NOT NULL, branch text NOT NULL REFERENCES branches, code text NOT NULL, amount int NOT NULL,
            resident_no text UNIQUE, email text, birth date, salary int, score numeric(12,2), note text);
        CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, total numeric(12,2) NOT NULL);
        CREATE TABLE visits (visit_id int NOT NULL, branch text NOT NULL, customer_id int NOT NULL, resident_no text) PARTITION BY LIST (branch);
        CREATE TABLE visits_s01 PARTITION OF visits FOR VALUES IN ('S01');
        CREATE TABLE visits_s02 PARTITION OF visits FOR VALUES IN ('S02');
        CREATE TABLE people (person_id int PRIMARY KEY, resident_no text);
        CREATE TABLE staff (desk text) INHERITS (people);
        CREATE TABLE budgets (branch text PRIMARY KEY, cap int NOT NULL, used int NOT NULL, CHECK (used <= cap));
        CREATE SEQUENCE tickets;
        CREATE TABLE payroll (employee text PRIMARY KEY, amount int NOT NULL);
        CREATE SCHEMA hidden;
        CREATE TABLE hidden.t AS SELECT 918273645 AS v;
        GRANT USAGE ON SCHEMA hidden TO app;
        GRANT ALL ON hidden.t TO app;
        CREATE VIEW v_customers AS SELECT customer_id AS id, name, resident_no AS number, branch FROM customers;
        CREATE VIEW v_deep AS SELECT id, number AS rn FROM v_customers WHERE id > 0;
        CREATE VIEW v_prefix AS SELECT customer_id, left(resident_no, 6) AS prefix FROM customers;
        CREATE VIEW v_counts AS SELECT branch, count(*) AS n FROM customers GROUP BY branch;
        CREATE MATERIALIZED VIEW m_customers AS SELECT customer_id, resident_no, branch FROM customers WITH NO DATA;
        CREATE FUNCTION f_customers() RETURNS SETOF customers LANGUAGE sql STABLE AS 'SELECT * FROM public.customers';
        CREATE FUNCTION f_number(i int) RETURNS text LANGUAGE sql STABLE AS 'SELECT resident_no FROM public.customers WHERE customer_id = i';
        CREATE FUNCTION f_opaque(i int) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT resident_no FROM public.customers WHERE customer_id = i); END $$;
        CREATE FUNCTION f_definer(i int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT resident_no FROM public.customers WHERE customer_id = i';
        CREATE FUNCTION f_loud() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'was %', OLD.resident_no; RETURN NEW; END $$;
        CREATE TRIGGER loud AFTER UPDATE OF name ON customers FOR EACH ROW EXECUTE FUNCTION f_loud();
        GRANT ALL ON ALL TABLES IN SCHEMA public TO app;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO app;
        GRANT EXECUTE ON FUNCTION lo_from_bytea(oid, bytea) TO app;
        """;

    /// <summary>In the tables that are denied.</summary>
    public const string PayrollSecret = "director-of-payroll";
    public const string DeniedNumber = "918273645";

    /// <summary>Rows every analyst of S01 may see (customers 1 to 8); of these the masked columns differ between the twins.</summary>
    public const int Shown = 8;

    /// <summary>Rows of other branches begin here.</summary>
    public const int FirstHidden = 9;

    /// <summary>The data of one twin.</summary>
    public static string Data(string database) => $"""
        SET client_min_messages = error;
        INSERT INTO branches VALUES ('S01', 'Seoul'), ('S02', 'Busan');
        INSERT INTO customers
          SELECT i, 'customer ' || i, 'S01', i::text, 10 * i, {Number(database, "i")}, {Email(database, "i")}, {Birth(database, "i")},
            {Salary(database, "i")}, {Score(database, "i")}, {Note(database, "i")}
          FROM generate_series(1, {Shown}) i;
        INSERT INTO customers
          SELECT i, {HiddenName(database, "i")}, 'S02', {HiddenCode(database)}, {HiddenAmount(database)}, {Number(database, "i")}, {Email(database, "i")},
            {Birth(database, "i")}, {Salary(database, "i")}, {Score(database, "i")}, {Note(database, "i")}
          FROM generate_series({FirstHidden}, {LastHidden(database)}) i;
        INSERT INTO orders (customer_id, total) SELECT i, i * 1.5 FROM generate_series(1, {Shown}) i;
        INSERT INTO visits SELECT i, 'S01', i, {Number(database, "i")} FROM generate_series(1, {Shown}) i;
        INSERT INTO visits SELECT i, 'S02', i, {Number(database, "i")} FROM generate_series({FirstHidden}, {LastHidden(database)}) i;
        INSERT INTO people SELECT i, {Number(database, "i")} FROM generate_series(1, 3) i;
        INSERT INTO staff SELECT i, {Number(database, "i")}, 'desk ' || i FROM generate_series(4, 6) i;
        INSERT INTO budgets VALUES ('S01', {Salary(database, "1")}, 1);
        SELECT setval('tickets', {LastHidden(database)});
        INSERT INTO payroll VALUES ('{PayrollSecret}', 918273645);
        REFRESH MATERIALIZED VIEW m_customers;
        ANALYZE;
        """;

    public static int LastHidden(string database) => IsLeft(database) ? 12 : 14;

    /// <summary>What must be in no byte that an analyst receives from the twin.</summary>
    public static IReadOnlyList<string> Secrets(string database)
    {
        var isLeft = IsLeft(database);
        var secrets = new List<string> { isLeft ? "secret note left" : "secret note right", isLeft ? "hidden left" : "hidden right" };
        for (var i = 1; i <= LastHidden(database); i++)
        {
            secrets.Add(ResidentNumber(database, i)[..10]);
            secrets.AddRange(isLeft
                ? [Text($"kaaaa{10 + i}"), Text($"1977-03-{i:00}"), Text($"{71000 + i}"), Text($"{1100 + i}.25")]
                : [Text($"kbbbb{40 - i}"), Text($"1977-11-{29 - i:00}"), Text($"{82100 - i}"), Text($"{1350 - i}.25")]);
        }

        return secrets;
    }

    /// <summary>The last four characters are the same in both twins: the mask shows them.</summary>
    public static string ResidentNumber(string database, int i) => IsLeft(database)
        ? Text($"7701{10 + i}-1{20 + i}{4000 + i}")
        : Text($"8802{60 - i}-2{80 - i}{4000 + i}");

    private static bool IsLeft(string database) => database == Left;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    // Orders are reversed in the right twin, lengths are the same.
    private static string Number(string database, string i) => IsLeft(database)
        ? $"'7701' || (10 + {i}) || '-1' || (20 + {i}) || (4000 + {i})"
        : $"'8802' || (60 - {i}) || '-2' || (80 - {i}) || (4000 + {i})";

    private static string Email(string database, string i) => IsLeft(database) ? $"'kaaaa' || (10 + {i}) || '@example.com'" : $"'kbbbb' || (40 - {i}) || '@example.com'";

    private static string Birth(string database, string i) => IsLeft(database) ? $"'1977-03-01'::date + ({i} - 1)" : $"'1977-11-28'::date - ({i} - 1)";

    private static string Salary(string database, string i) => IsLeft(database) ? $"71000 + {i}" : $"82100 - {i}";

    private static string Score(string database, string i) => IsLeft(database) ? $"1100.25 + {i}" : $"1350.25 - {i}";

    private static string Note(string database, string i) => IsLeft(database) ? $"'secret note left ' || {i}" : $"'secret note right ' || (50 - {i})";

    private static string HiddenName(string database, string i) => IsLeft(database) ? $"'hidden left ' || {i}" : $"'hidden right ' || {i}";

    // A hidden row of the left twin breaks casts and divisions, none of the right twin does.
    private static string HiddenCode(string database) => IsLeft(database) ? "'no number ('" : "'7'";

    private static string HiddenAmount(string database) => IsLeft(database) ? "100" : "200";
}
