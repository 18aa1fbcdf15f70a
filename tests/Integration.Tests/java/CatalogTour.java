import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;

/** What pgjdbc's metadata tells of the public schema. Argument: HOST:PORT/DATABASE. */
public final class CatalogTour {
    public static void main(String[] arguments) throws Exception {
        String url = "jdbc:postgresql://" + arguments[0] + "?sslmode=disable";
        try (Connection connection = DriverManager.getConnection(url, System.getenv("PGUSER"), System.getenv("PGPASSWORD"))) {
            DatabaseMetaData metadata = connection.getMetaData();
            show("table", metadata.getTables(null, "public", "%", null), "TABLE_NAME");
            show("column", metadata.getColumns(null, "public", "%", "%"), "TABLE_NAME", "COLUMN_NAME", "TYPE_NAME");
            show("key", metadata.getPrimaryKeys(null, "public", "orders"), "PK_NAME", "COLUMN_NAME");
            show("imported", metadata.getImportedKeys(null, "public", "orders"), "PKTABLE_NAME", "FK_NAME");
            show("index", metadata.getIndexInfo(null, "public", "customers", false, true), "INDEX_NAME", "COLUMN_NAME");
            show("right", metadata.getTablePrivileges(null, "public", "%"), "TABLE_NAME", "PRIVILEGE");
            show("type", metadata.getTypeInfo(), "TYPE_NAME");
            show("user type", metadata.getUDTs(null, "public", "%", null), "TYPE_NAME");
        }
    }

    private static void show(String what, ResultSet rows, String... columns) throws Exception {
        while (rows.next()) {
            StringBuilder line = new StringBuilder(what);
            for (String column : columns) {
                line.append(' ').append(rows.getString(column));
            }
            System.out.println(line);
        }
    }
}
