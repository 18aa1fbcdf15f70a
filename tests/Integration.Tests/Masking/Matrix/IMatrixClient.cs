namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>A driver in one of its modes, with one session.</summary>
public interface IMatrixClient : IDisposable
{
    /// <summary>Whether the mode can send the entry at all.</summary>
    bool CanRun(MatrixCase entry);

    /// <summary>Runs the statements up to the first error and leaves the session idle.</summary>
    IReadOnlyList<StepOutcome> Run(MatrixCase entry, IReadOnlyList<string> steps);
}
