#pragma warning disable ASPIREPIPELINES001 // The pipeline's API may change with Aspire; the build of the next version would say so.

namespace AppHost.Publishing;

/// <summary>
/// This system is deployed by azd alone. <c>aspire deploy</c> and <c>aspire publish</c> would find nothing that they know, do
/// nothing and say that they succeeded; so they fail and say what to type.
/// </summary>
internal static class AzdOnly
{
    private const string Message = "This system is deployed with 'azd up' (docs/operations.md); aspire publish and aspire deploy have nothing to do here.";

    public static void RefuseOtherDeployments(this IDistributedApplicationBuilder builder)
    {
        foreach (var command in (string[])["publish", "deploy"])
        {
            builder.Pipeline.AddStep($"use-azd-for-{command}", _ => Refuse(), requiredBy: command);
        }
    }

    private static Task Refuse()
    {
        // The command line tool sees the failed step; without it the pipeline's failure would end with 0.
        Environment.ExitCode = 1;
        throw new DistributedApplicationException(Message);
    }
}
