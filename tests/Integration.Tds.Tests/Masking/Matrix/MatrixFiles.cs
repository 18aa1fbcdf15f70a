namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>The files of the matrix in the output folder.</summary>
internal static class MatrixFiles
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Masking/Matrix", name);

    public static string Text(string name) => File.ReadAllText(Path(name));
}
