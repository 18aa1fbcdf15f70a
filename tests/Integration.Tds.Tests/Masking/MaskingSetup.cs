using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Masking.Matrix;

namespace ProxyDb.Integration.Tds.Tests.Masking;

/// <summary>Databases and gateway of the matrix, for all tests of this folder; made at first use.</summary>
[SetUpFixture]
public sealed class MaskingSetup
{
    private static readonly Lock Gate = new();
    private static MatrixFixture? _matrix;

    internal static MatrixFixture Matrix
    {
        get
        {
            lock (Gate)
                return _matrix ??= new MatrixFixture();
        }
    }

    [OneTimeTearDown]
    public void Stop() => _matrix?.Dispose();
}
