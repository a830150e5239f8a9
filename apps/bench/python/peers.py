"""Trains scikit-learn and xgboost classifiers for the benchmark suite.

Reads one JSON request a line, answers with one JSON line: {"model", "parameters", "seed", "classes", "x": [[...]], "y": [...], "predict": [[[...]], ...]}
gives {"probabilities": [[[...]], ...]} with a column for each of `classes` classes, also where the training rows lack one. `{"model": "versions"}` gives the
packages' versions. An error comes back as {"error": "..."}.
"""

import json
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def classifier(model, parameters, seed):
    if model == "logistic":
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(max_iter=2000, **parameters)
    if model == "svm":
        from sklearn.svm import SVC

        return SVC(probability=True, random_state=seed, **parameters)
    if model == "xgboost":
        from xgboost import XGBClassifier

        return XGBClassifier(learning_rate=0.1, n_jobs=1, random_state=seed, verbosity=0, **parameters)
    raise ValueError(f"unknown model {model}")


def answer(request):
    if request["model"] == "versions":
        import sklearn
        import xgboost

        return {"scikit-learn": sklearn.__version__, "xgboost": xgboost.__version__}
    x, y = np.array(request["x"]), np.array(request["y"], dtype=int)
    present, codes = np.unique(y, return_inverse=True)
    fitted = classifier(request["model"], request["parameters"], request["seed"]).fit(x, codes)
    answers = []
    for rows in request["predict"]:
        probabilities = np.zeros((len(rows), request["classes"]))
        probabilities[:, present] = fitted.predict_proba(np.array(rows))
        answers.append(probabilities.tolist())
    return {"probabilities": answers}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the answer
        reply = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
